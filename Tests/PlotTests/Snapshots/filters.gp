set terminal pngcairo size 92,36 font 'sans,10' noenhanced background rgb '#fdfdfc'
set encoding utf8
unset border
unset tics
unset key
unset colorbox
set lmargin at screen 0.71739
set rmargin at screen 0.89130
set tmargin at screen 0.72222
set bmargin at screen 0.27778
set xrange [-0.5:3.5]
set yrange [3.5:-0.5]
set label 'filter' at graph 0, first 1.5 offset character -0.8, 0 right front font ',10' textcolor rgb '#2b2f33'
set palette defined (0 '#e6e8ea', 0.5 '#e6e8ea', 0.5 '#2166ac', 1.0 '#2166ac', 64.75 '#92c5de', 128.5 '#ffffff', 192.25 '#f4a582', 256.0 '#b2182b')
set cbrange [0:256]
$grid << EOD
0.0 0.0 0.0 0.0
0.0 2.0 129.0 0.0
0.0 193.0 256.0 0.0
0.0 0.0 0.0 0.0
EOD
plot \
  $grid matrix with image
