set terminal svg size 760,420 font 'Helvetica,Arial,sans-serif,14' noenhanced background rgb '#fdfdfc'
set encoding utf8
set border 3 linewidth 1 linecolor rgb '#7a8087'
set tics nomirror out scale 0.4 textcolor rgb '#2b2f33'
set grid linetype 1 linewidth 1 linecolor rgb '#e6e8ea'
set xtics offset 0, 0.3
unset key
set lmargin at screen 0.09132
set rmargin at screen 0.84542
set tmargin at screen 0.86190
set bmargin at screen 0.14286
set logscale x
set xrange [1.79005:35.7532]
set xtics ('2' 2.0, '8' 8.0, '32' 32.0)
set logscale y
set yrange [0.00925648:0.0745423]
set ytics ('0.01' 0.01, '0.015' 0.015, '0.02' 0.02, '0.03' 0.03, '0.05' 0.05, '0.07' 0.07)
set label 'code size' at graph 0.5, screen 0.045 center front font ',14' textcolor rgb '#2b2f33'
set label 'test MSE' at screen 0.02, screen 0.955 left front font ',14' textcolor rgb '#2b2f33'
$line0 << EOD
2.0 0.05
8.0 0.03
32.0 0.01
EOD
$line1 << EOD
2.0 0.04 0.00925648 0.06
8.0 0.032 0.03 0.035
32.0 0.02 0.019 0.021
EOD
set arrow from graph 0, first 0.069 to graph 1, first 0.069 nohead back dashtype 2 linewidth 1.2 linecolor rgb '#7a8087'
set arrow from first 16.0, graph 0 to first 16.0, graph 1 nohead back dashtype 2 linewidth 1.2 linecolor rgb '#7a8087'
set label 'k = 16' at first 16.0, graph 1.035 center front font ',12' textcolor rgb '#2b2f33'
set arrow from first 32.0, first 0.01 to graph 1.01, graph 0.03704 nohead back dashtype '.' linewidth 1 linecolor rgb '#0072b2'
set arrow from first 32.0, first 0.02 to graph 1.01, graph 0.36932 nohead back dashtype '.' linewidth 1 linecolor rgb '#d55e00'
set label 'PCA' at graph 1.015, graph 0.03704 left front font ',14' textcolor rgb '#004f7c'
set label 'autoencoder' at graph 1.015, graph 0.36932 left front font ',14' textcolor rgb '#954100'
set label 'mean image' at graph 1.015, graph 0.96296 left front font ',14' textcolor rgb '#2b2f33'
plot \
  $line1 using 1:3:4 with filledcurves fillcolor rgb '#d55e00' fillstyle transparent solid 0.18 noborder, \
  $line0 using 1:2 with linespoints linewidth 2 dashtype 1 linecolor rgb '#0072b2' pointtype 7 pointsize 0.7, \
  $line1 using 1:2 with linespoints linewidth 2 dashtype 1 linecolor rgb '#d55e00' pointtype 9 pointsize 0.7
